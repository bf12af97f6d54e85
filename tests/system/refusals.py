"""Refusals of the API server, on purpose."""

from objects import path_of
from testcluster import OUR_USER, ApiError, wait_until


class denied:
    """While it holds, a ValidatingAdmissionPolicy answers 403 to our user for one workload."""

    def __init__(self, cluster, namespace, name):
        self._cluster = cluster
        self._namespace = namespace
        self._name = name
        self._policy = f"deny-{namespace}"

    def __enter__(self):
        who = f"request.userInfo.username != '{OUR_USER}'"
        which = f"request.namespace != '{self._namespace}' || request.name != '{self._name}'"
        group = "/apis/admissionregistration.k8s.io/v1"
        self._cluster.api("POST", f"{group}/validatingadmissionpolicies", {
            "metadata": {"name": self._policy}, "spec": {
                "failurePolicy": "Fail",
                "matchConstraints": {"resourceRules": [{"apiGroups": ["apps"], "apiVersions": ["*"],
                                                        "operations": ["UPDATE"], "resources": ["*"]}]},
                "validations": [{"expression": f"{who} || {which}", "reason": "Forbidden",
                                 "message": "frozen by the platform team"}]}})
        self._cluster.api("POST", f"{group}/validatingadmissionpolicybindings", {
            "metadata": {"name": self._policy},
            "spec": {"policyName": self._policy, "validationActions": ["Deny"]}})
        wait_until(lambda: self._probe() == 403, what="the policy in force")

    def __exit__(self, *_):
        self.lift()

    def lift(self):
        for plural in ("validatingadmissionpolicybindings", "validatingadmissionpolicies"):
            try:
                self._cluster.api("DELETE", f"/apis/admissionregistration.k8s.io/v1/{plural}/{self._policy}")
            except ApiError as error:
                if error.status != 404:
                    raise

    def _probe(self):
        """What the server says to a change of ours that it would not keep."""
        try:
            self._cluster.patch(path_of(self._namespace, "Deployment", self._name) + "?dryRun=All",
                                {"metadata": {"annotations": {"probe": "x"}}}, user=OUR_USER)
            return 200
        except ApiError as error:
            return error.status
