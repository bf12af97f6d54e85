"""The stores that a product can have in a test. Settings go into Product(…, settings=store.settings).

    SqliteStore()                        the default: a file beside the product
    DynamoDbStore(url, "t7")             a set of tables of its own at that endpoint; create() makes them by init-dynamodb
"""

REGION = "us-east-1"
KEY, SECRET = "AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"   # AWS's own example
TABLES = {"DYNAMODB_TABLE_NAME": "activity", "PERMISSIONS_TABLE_NAME": "permissions", "METRICS_TABLE_NAME": "metrics",
          "STATE_TABLE_NAME": "state"}


class SqliteStore:
    name = "sqlite"
    settings = {}

    def create(self, product):
        """The product makes it itself."""


class DynamoDbStore:
    name = "dynamodb"

    def __init__(self, url, name, cluster_name=None):
        self.tables = {short: f"{name}-{short}" for short in TABLES.values()}
        self.settings = {
            "NSCHED_STORAGE": "dynamodb", "AWS_ENDPOINT_URL_DYNAMODB": url, "AWS_REGION": REGION,
            "AWS_ACCESS_KEY_ID": KEY, "AWS_SECRET_ACCESS_KEY": SECRET, "EKS_CLUSTER_NAME": cluster_name or f"eks-{name}",
            **{setting: self.tables[short] for setting, short in TABLES.items()},
        }

    def create(self, product):
        product.run_to_end("init-dynamodb", check=0)
