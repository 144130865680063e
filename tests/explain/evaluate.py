"""Formulas of gradients, parsed again: evaluate.py COMMAND PROGRAM...

`gcc-graph --emit=gradients` is put behind the program, with each ∂J/∂W as a name
of its own, and evaluated beside the gradient that `eval` prints.
"""
import itertools
import json
import math
import random
import re
import subprocess
import sys
import tempfile
import os


def run(*arguments):
    done = subprocess.run(arguments, capture_output=True, text=True, timeout=20)
    if done.returncode:
        raise ValueError(done.stderr.strip().splitlines()[0] if done.stderr
                         else "status %d" % done.returncode)
    return done.stdout


def drawn(shape, limit, order):
    if not shape:
        return (order.randint(limit["lowest"], limit["highest"]) if limit
                else round(order.uniform(0.2, 1.2), 3))
    return [drawn(shape[1:], limit, order) for _ in range(shape[0])]


def flat(value):
    if not isinstance(value, list):
        return [float(value)]
    return [x for part in value for x in flat(part)]


def same(a, b):
    a, b = flat(a), flat(b)
    if len(a) < len(b) and len(b) % len(a) == 0:
        a = a * (len(b) // len(a))      # a number for all, or the same for each
    size = max([abs(x) for x in b if math.isfinite(x)] or [0])
    return len(a) == len(b) and all(
        x == y or (x != x and y != y) or abs(x - y) <= 1e-7 * size + 1e-12
        for x, y in zip(a, b))


def ones(name, shape):
    letters = "ijklmnop"[:len(shape)]
    return "%s[%s] = 1 for %s" % (name, ", ".join(letters), ", ".join(
        "%s < %d" % pair for pair in zip(letters, shape)))


def written(text, given):
    """The author's name, where the description says another."""
    return given["name"] if given["name"] in text else given["c_name"]


def stated(text):
    """Index values of the program's own test, as not all are allowed."""
    at = re.search(r"^# at (.*)", text, re.M)
    return dict(re.findall(r"(\S+?)=(\S+)", at.group(1))) if at else {}


def check(command, program, folder):
    """With seeds of one example's shape or, if that fails, of the whole one:
    the description does not say which outputs are of no example."""
    try:
        return compare(command, program, folder, itertools.repeat(1))
    except ValueError:
        description = json.loads(run(command, "--describe=json", program))
        unsure = [o for o in description["outputs"]
                  if o["shape"] and o["shape"][0] == description["batch"]]
        for choice in itertools.product((0, 1), repeat=min(len(unsure), 4)):
            try:
                return compare(command, program, folder, iter(choice))
            except (ValueError, StopIteration):
                continue
        raise


def compare(command, program, folder, examples):
    description = json.loads(run(command, "--describe=json", program))
    with open(program, encoding="utf-8") as file:
        text = file.read().replace("\r\n", "\n")
    formulas = run(command, "--emit=gradients", program)
    order = random.Random(7)
    values = []
    at = stated(text)
    for given in description["inputs"]:
        name, limit = written(text, given), given["index"]
        value = json.dumps(drawn(given["shape"], limit, order))
        if not given.get("drawn"):
            values.append("%s=%s" % (name, at.get(name, value) if limit
                                     else value))
    for given in description["params"]:
        if given["initial"].get("kind") == "constant":
            values.append("%s=%s" % (written(text, given), json.dumps(
                drawn(given["shape"], None, order))))
    wanted = json.loads(run(command, "eval", "--json", program, *values))
    heads, lines, seeds = {}, [], {}
    for line in formulas.splitlines():
        head = re.match(r"∂(?:\((d_[^·]*)·([^)]*)\)|([^/]*))/∂([^\s\[=]+)", line)
        if head:
            seed, vector, number, by = head.groups()
            name = heads.setdefault((vector or number, by),
                                    "formula_%d" % len(heads))
            line = line.replace(head.group(0), name)
            if seed:
                seeds[seed] = vector
        lines.append(line)
    shapes = {name: o["shape"] for name, o in zip(wanted["outputs"],
                                                  description["outputs"])}
    for seed, vector in seeds.items():
        shape = shapes[vector]
        if description["batch"] and shape[0] == description["batch"]:
            shape = shape[next(examples):]
        lines.insert(0, ones(seed, shape))
    if not heads:
        return 0
    # What is stopped has no derivatives, which `eval` would print.
    lines += ["stopped_%s = stop(%s)" % (name, name) for name in heads.values()]
    lines.append("output " + ", ".join("stopped_" + name
                                       for name in heads.values()))
    path = os.path.join(folder, os.path.basename(program))
    with open(path, "w", encoding="utf-8") as file:
        file.write(text + "\n" + "\n".join(lines) + "\n")
    got = json.loads(run(command, "eval", "--json", "-I",
                         os.path.dirname(os.path.abspath(program)), path,
                         *values))
    count = 0
    for (of, by), name in heads.items():
        gradients = wanted["gradients"].get(of)
        if gradients is None or by not in gradients:
            continue                    # what `minimize` alone names
        count += 1
        if not same(got["outputs"]["stopped_" + name], gradients[by]):
            raise ValueError("∂%s/∂%s is %s, and the formula gives %s" % (
                of, by, json.dumps(gradients[by])[:90],
                json.dumps(got["outputs"]["stopped_" + name])[:90]))
    return count


def main():
    command, programs = sys.argv[1], sys.argv[2:]
    passed = failed = 0
    with tempfile.TemporaryDirectory() as folder:
        for program in programs:
            try:
                check(command, program, folder)
                passed += 1
            except (ValueError, subprocess.TimeoutExpired, KeyError) as error:
                failed += 1
                print("FAIL %s: %s" % (program, error))
    print("%d passed, %d failed" % (passed, failed))
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
