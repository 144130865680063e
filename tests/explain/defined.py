"""Names in derivations: defined.py COMMAND PROGRAM...

Each name that a page has and the program has not is defined above, or beside
what uses it where equations are made of each other; error signals are numbered
as they are defined. Formulas alone have the names of the derivation. Of each program all is looked at, and one gradient alone or
another notation.
"""
import re
import subprocess
import sys
import xml.dom.minidom
import xml.parsers.expat

DIGITS = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
WORD = r"[^\W\d][\w₀-₉]*(?:\.[^\W\d][\w₀-₉]*)*"
MADE = re.compile(r"^(δ[₀-₉]+_*|u[₀-₉]+|.*_\d+)$")
LEFT = re.compile(r"\s+(%s)(\[[^=]*\])? \+?= " % WORD)
LAST = re.compile(r"^\s+∂.* = (%s)(\[[^\W\d]\w*\])?(  +\[.*\])?$" % WORD)


def page_of(command, program, *options):
    done = subprocess.run([command, "explain", *options, program],
                          capture_output=True, text=True, timeout=20)
    if done.returncode:
        raise ValueError("status %d" % done.returncode)
    return done.stdout


def undefined(page, text):
    """The first name that is used before it is defined, or out of order."""
    own = set(re.findall(WORD, text))
    known, waiting, last = set(own), [], 0
    for line in page.replace("ᵀ", " ").splitlines():
        left = LEFT.match(line)
        names = re.findall(WORD, re.sub(r"∂(\([^)]*\)|[^/ ]*)/∂\S+", "", line))
        made = [m.group(1) for m in (left, LAST.match(line)) if m]
        if not left:
            waiting = [name for name in waiting if name not in known]
            if waiting:
                return waiting[0]
        for name in made:
            if name not in known and name.startswith("δ") and "δ" not in text:
                last += 1
                if int(name[1:].translate(DIGITS)) != last:
                    return name + " out of order"
            known.add(name)
        waiting += [name for name in names if MADE.match(name)]
    waiting = [name for name in waiting if name not in known]
    return waiting[0] if waiting else None


def sides(lines):
    """What names that are made stand for, each in all ways that are said, but
    for the order of terms."""
    said = {}
    for line in lines:
        line = re.sub(r"  +\S+(, \d+)*\]?$", "", line.strip())
        for part in line.split("; "):
            words = re.split(r" \+?= ", part)
            name = words[-1] if part.startswith("∂") else words[0].split("[")[0]
            if MADE.match(name) and "[[" not in words[-1]:
                said.setdefault(name, []).extend(
                    " ".join(sorted(side.split())) for side in words)
    return said


def otherwise(page, formulas):
    """The first name that formulas alone have for something else; in them steps
    of an equation are not said."""
    derived = sides(page.splitlines())
    for name, ways in sides(formulas.splitlines()).items():
        there = set(derived.get(name, []))
        if not set(ways[1:]) & there and not (there and "In steps" in page):
            return name
    return None


def numbers(page):
    """Of the error signals, in any notation."""
    marks = r"δ([₀-₉]+)|\\delta _\{(\d+)\}|<mi>δ</mi></mrow><mrow><mi>(\d+)"
    return {next(filter(None, found)).translate(DIGITS)
            for found in re.findall(marks, page)}


def check(command, program):
    with open(program, encoding="utf-8") as file:
        text = file.read()
    whole = page_of(command, program, "--width=10000")
    pages = [whole]
    gradient = re.findall(r"^    (∂[^ =\[]+)", whole.split("\nTogether")[-1],
                          re.M)
    alone = len(text) % 2 and gradient and "(" not in gradient[-1]
    if alone:
        done = subprocess.run([command, "explain", "--width=10000", program,
                               gradient[-1]], capture_output=True, text=True,
                              timeout=20)
        pages.append(done.stdout)
    for page in pages:
        name = undefined(page, text)
        if name:
            raise ValueError("%s is not defined" % name)
    if alone:
        return
    done = subprocess.run([command, "--emit=gradients", program],
                          capture_output=True, text=True, timeout=20)
    name = otherwise(whole, done.stdout)
    if name:
        raise ValueError("%s is something else in formulas" % name)
    notation = ("latex", "mathml", "markdown")[len(text) % 3]
    other = page_of(command, program, "--format=" + notation)
    if notation == "latex" and not other.isascii():
        raise ValueError("LaTeX with letters that are no commands")
    if notation == "mathml":
        xml.dom.minidom.parseString(other)
    if "δ" not in text and numbers(other) != numbers(whole):
        raise ValueError("%s has other signals" % notation)


def main():
    command, programs = sys.argv[1], sys.argv[2:]
    passed = failed = 0
    for program in programs:
        try:
            check(command, program)
            passed += 1
        except (ValueError, subprocess.TimeoutExpired,
                xml.parsers.expat.ExpatError) as error:
            failed += 1
            print("FAIL %s: %s" % (program, error))
    print("%d passed, %d failed" % (passed, failed))
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
