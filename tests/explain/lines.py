"""Lines of derivations are true: lines.py COMMAND PROGRAM...

Signals are defined as a page defines them, put behind the program, and what
stands between the equation signs of a line is evaluated: all of it is equal, and
what the last line says is the gradient. One output, no batch.
"""
import json
import random
import re
import sys
import tempfile
import os

from evaluate import drawn, run, same
from defined import MADE, page_of

WORD = r"[^\W\d][\w₀-₉]*"


def sides_of(line):
    return re.split(r" \+?= ", re.sub(r"  +\[[\d, ]*\]$", "", line.strip()))


def read_page(page):
    """What defines signals, and lines as (head, sides)."""
    defined, lines, known = [], [], set()
    for line in page.splitlines():
        sides = sides_of(line)
        if not line.startswith("    ") or len(sides) < 2:
            continue
        word = re.match(WORD, sides[0])
        if word and MADE.match(word.group()):
            if line.strip() not in defined:
                defined.append(line.strip())
            known.add(word.group())
        elif sides[0].startswith("∂J/") and " for " not in line:
            lines.append((sides[0], sides[1:]))
    for head, sides in lines:
        name = sides[-1]
        if MADE.match(name) and name not in known:
            defined.append("%s = %s" % (name, sides[-2]))
            known.add(name)
    return defined, lines


def check(command, program, folder):
    description = json.loads(run(command, "--describe=json", program))
    order = random.Random(5)
    values = ["%s=%s" % (g["name"], json.dumps(
        drawn(g["shape"], g.get("index"), order)))
              for g in description["inputs"]]
    values += ["%s=%s" % (g["name"], json.dumps(
        drawn(g["shape"], None, order))) for g in description["params"]
               if g["initial"].get("kind") == "constant"]
    wanted = json.loads(run(command, "eval", "--json", program, *values))
    defined, lines = read_page(page_of(command, program, "--width=10000"))
    names, more = [], []
    for head, sides in lines:
        for side in sides:
            if re.search(r"\[[^\W\d]\w*\]$", side) and "sum" not in side:
                continue                # ∂J/∂h[t] = δ₁[t]: what it is called
            names.append((head, "side_%d" % len(names)))
            more.append("%s = stop(%s)" % (names[-1][1], side))
    with open(program, encoding="utf-8") as file:
        text = file.read()
    path = os.path.join(folder, "lines.g")
    with open(path, "w", encoding="utf-8") as file:
        file.write("\n".join([text] + defined + more + [
            "output " + ", ".join(name for _, name in names)]) + "\n")
    got = json.loads(run(command, "eval", "--json", "-Wno-unused", path,
                         *values))["outputs"]
    first = {}
    for (head, name), line in zip(names, more):
        by = head[len("∂J/∂"):]
        value = wanted["gradients"]["J"].get(by, first.setdefault(head,
                                                                 got[name]))
        if not same(got[name], value):
            raise ValueError("%s: %s is not %s" % (head, line, value))


def main():
    command, programs = sys.argv[1], sys.argv[2:]
    passed = failed = 0
    with tempfile.TemporaryDirectory() as folder:
        for program in programs:
            try:
                check(command, program, folder)
                passed += 1
            except (ValueError, KeyError) as error:
                failed += 1
                print("FAIL %s: %s" % (program, error))
    print("%d passed, %d failed" % (passed, failed))
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
