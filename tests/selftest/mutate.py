"""mutate.py MODEL.c FOLDER: copies of the C with one error each in backward.

Every line of a backward function that computes something is changed in each of
these ways, where it applies: a sign, a product that becomes a sum, a term that is
left out or not added up, an index that is 0. Prints a line for each copy: its file,
and what was changed.
"""
import os
import re
import sys

WAYS = [
    ("sign", re.compile(r" (=|\+=) (?=[^=])"), r" \1 -"),
    ("minus", re.compile(r" \+ "), " - "),
    ("plus", re.compile(r" - "), " + "),
    ("sum", re.compile(r" \* "), " + "),
    ("lost", re.compile(r" \+= "), " = "),
    ("index", re.compile(r"\[[a-z_]\w*\](?=[^=]*;)"), "[0]"),
    ("half", re.compile(r"(?<==) (?=[^=])(.*);"), r" 0.5f * (\1);"),
]


def backward_lines(lines):
    inside = False
    for number, line in enumerate(lines):
        if re.match(r"(GG_PIECE static void|int) \w+_backward", line):
            inside = True
        elif line.startswith("}"):
            inside = False
        if inside and line.startswith("    ") and line.rstrip().endswith(";") \
                and re.search(r" \+?= ", line) and "for (" not in line \
                and not re.search(r"= (-?[\d.]+f?|GG_\w+);", line):
            yield number


def main():
    path, folder = sys.argv[1:]
    with open(path, encoding="utf-8") as f:
        lines = f.readlines()
    count = 0
    for number in backward_lines(lines):
        for name, pattern, to in WAYS:
            changed = pattern.sub(to, lines[number], count=1)
            if changed == lines[number]:
                continue
            copy = os.path.join(folder, "%d.c" % count)
            with open(copy, "w", encoding="utf-8") as f:
                f.writelines(lines[:number] + [changed] + lines[number + 1:])
            print("%d.c %s %d: %s" % (count, name, number + 1,
                                      changed.strip()))
            count += 1


main()
