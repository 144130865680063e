"""Rows of LaTeX from standard input: each has one & at most, and its brackets
are closed, as TeX wants it."""
import re
import sys

text = sys.stdin.read()
rows = [row for lines in re.findall(r"\\begin\{aligned\}(.*?)\\end\{aligned\}",
                                    text, re.S)
        for row in lines.split(r"\\")]
wrong = 0
for row in rows:
    bare = re.sub(r"\\[&%$#_{}]", "", row)
    if (bare.count("&") > 1 or bare.count("{") != bare.count("}")
            or bare.count(r"\left") != bare.count(r"\right")):
        wrong += 1
        print("FAIL %s" % row)
print("%d rows" % len(rows))
sys.exit(wrong > 0 or not rows)
