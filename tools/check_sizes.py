#!/usr/bin/python3
"""The budgets of ARCHITECTURE.md §9: a function fits on a screen, a file holds one idea.

Function at most 70 lines; file at most 500 (tests 800). C++ is read by its braces, Python by its syntax tree. Prints the
violations and the distribution. `--self-test` checks the reading of braces.
"""

import ast
import pathlib
import re
import statistics
import subprocess
import sys

LONGEST_FUNCTION = 70
LONGEST_FILE = {"src": 500, "bench": 500, "tools": 500, "tests": 800}

# Comments, strings, raw strings and characters; digit separators (1'000) are not characters.
NOISE = re.compile(r'//[^\n]*|/\*.*?\*/|R"(?P<tag>[^()\\ ]*)\(.*?\)(?P=tag)"|"(?:\\.|[^"\\\n])*"'
                   r"|(?<![0-9A-Fa-f])'(?:\\.|[^'\\\n])+'", re.DOTALL)
PREPROCESSOR = re.compile(r"^[ \t]*#(?:[^\n]*\\\n)*[^\n]*", re.MULTILINE)
SCOPE = re.compile(r"^\s*(inline\s+)?(namespace\b|extern\s*$)|\b(class|struct|union|enum)\b(?!.*\)\s*(const|noexcept|override)?\s*$)")


def blank(match):
    return re.sub(r"[^\n]", " ", match.group())


def functions(text):
    """(name, first line, number of lines) of each function body at namespace or class scope."""
    text = PREPROCESSOR.sub(blank, NOISE.sub(blank, text))
    stack = []          # for each open brace: "scope", "function" or "other"
    head_start = 0      # where the text before the next brace begins
    found = []
    begun = None
    for match in re.finditer(r"[{};]|\b(public|private|protected):", text):
        sign, at = match.group(), match.start()
        inside = "function" in stack
        if sign == "{":
            kind = "other" if inside else kind_of(text[head_start:at])
            if kind == "function":
                begun = head_start + len(text[head_start:at]) - len(text[head_start:at].lstrip())
                name = text[begun:at].split("(")[0].split()[-1:] or ["?"]
            stack.append(kind)
            if kind != "other":
                head_start = match.end()
        elif sign == "}":
            kind = stack.pop() if stack else "other"
            if kind == "function":
                first = text.count("\n", 0, begun) + 1
                found.append((name[0], first, text.count("\n", 0, at) + 2 - first))
            if kind != "other":
                head_start = match.end()
        elif not inside and "other" not in stack:
            head_start = match.end()
    return found


def kind_of(head):
    # An initialiser stands right behind a name or '='; a body has a space before it.
    if not head or not head[-1].isspace() or head.rstrip().endswith(("=", ",", "(", "return")):
        return "other"
    if SCOPE.search(head.strip()):
        return "scope"
    return "function" if "(" in head else "other"


def python_functions(text):
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield node.name, node.lineno, node.end_lineno - node.lineno + 1


def is_python(path, text):
    return path.suffix == ".py" or text.startswith("#!/usr/bin/python3")


def check(root):
    listed = subprocess.run(["git", "-C", root, "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
                            check=True, stdout=subprocess.PIPE, text=True).stdout.split("\0")
    problems, lengths, files = [], [], []
    for name in sorted(filter(None, listed)):
        path = root / name
        limit = LONGEST_FILE.get(name.split("/")[0])
        if limit is None or not path.is_file() or path.suffix not in (".h", ".cc", ".py", "") or path.name.startswith("."):
            continue
        text = path.read_text()
        lines = text.count("\n")
        found = list(python_functions(text)) if is_python(path, text) else functions(text) if path.suffix else []
        if lines > limit:
            problems.append(f"{name}: {lines} lines, at most {limit}: is there one idea in it?")
        problems += [f"{name}:{first}: {what} has {count} lines, at most {LONGEST_FUNCTION}"
                     for what, first, count in found if count > LONGEST_FUNCTION]
        if name.startswith("src/"):
            files.append(lines)
            lengths += [count for _, _, count in found]
    return problems, lengths, files


SELF_TEST = '''
namespace nss { namespace {
struct Point {
  int x{0};
  Point(int a) : x{a}, y{f({1})} {
    go();
  }
  int get() const { return x; }
};
constexpr int table[] = {1, 2,
  3};
enum class Kind { one, two };
const char* brace = "{";
std::vector<int> all(int n, std::string s = {}) {
  auto f = [&](int k) {
    return k + 1'000;
  };
  if (n) { return {f(1)}; }
  return {};
}
}  // namespace
TEST(Suite, name) {
}
}
'''


def self_test():
    got = [(name, count) for name, _, count in functions(SELF_TEST)]
    want = [("Point", 3), ("get", 1), ("all", 7), ("TEST", 2)]
    return [] if got == want else [f"expected {want}, read {got}"]


def main():
    if "--self-test" in sys.argv:
        problems = self_test()
    else:
        problems, lengths, files = check(pathlib.Path(__file__).resolve().parents[1])
        if len(lengths) > 20:
            print(f"sizes: {len(lengths)} functions, 95 % have at most {int(statistics.quantiles(lengths, n=20)[-1])} "
                  f"lines; {len(files)} files, median {int(statistics.median(files))}")
    print("\n".join(problems) if problems else "sizes: nothing found")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
