"""Compares what gcc-graph prints for machines with what it prints for people.

Diagnostics: the heads of all messages, `file:line:column: kind: text`, are made
anew from the JSON and compared with the text; SARIF must keep to its schema, and
say the same as the JSON. The description: its text is made anew from the JSON.
"""
import json
import os
import re
import subprocess
import sys
import tempfile
import urllib.parse

import jsonschema

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
GRAPH = os.path.abspath(os.environ["GRAPH"])
with open(os.path.join(HERE, "sarif-2.1.0-rtm.5.json"), encoding="utf-8") as f:
    SCHEMA = jsonschema.Draft4Validator(json.load(f))

counts = {True: 0, False: 0}


def check(fine, what, detail=""):
    counts[bool(fine)] += 1
    if not fine:
        print("FAIL", what, detail)


def run(arguments, cwd=None, stdin=b""):
    done = subprocess.run([GRAPH, *arguments], cwd=cwd, input=stdin,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    return done.returncode, done.stdout, done.stderr


def strict(data):
    """The value of a document that is nothing but UTF-8 and JSON."""
    def refuse(word):
        raise ValueError(word + " is no JSON")
    return json.loads(data.decode("utf-8"), parse_constant=refuse)


# -- diagnostics --

HEAD = re.compile(r"^(.*?): (error|warning|note|hint): (.*?)(?: \[-W(.*)\])?$")


def heads_of_text(text):
    heads = []
    for line in text.decode("utf-8", "replace").split("\n"):
        if re.match(r" *\d* \| |gcc-graph: \d+ more error", line):
            continue
        found = HEAD.match(line)
        if found:
            heads.append(found.groups())
    return heads


def place(of, default):
    if not of["locations"]:
        return default
    caret = of["locations"][0]["caret"]
    return "%s:%d:%d" % (caret["file"], caret["line"], caret["column"])


def heads_of_json(document):
    heads = []
    for one in document:
        option = one.get("option")
        if option:
            option = ("error=" if one["kind"] == "error" else "") + option[2:]
        where = place(one, "gcc-graph")
        heads.append((where, one["kind"], one["message"], option))
        for child in one["children"]:
            at = where if child["kind"] == "hint" else place(child, "gcc-graph")
            heads.append((at, child["kind"], child["message"], None))
    return heads


def shown(text):
    """Text up to what is shown otherwise than it is."""
    return re.split(r"\\x|<U\+|…|\ufffd|[\x00-\x1f\x7f-\x9f\u200b-\u200f"
                    r"\u2028-\u202e\u2060-\u2069\ufeff\u00ad\\]| {8}", text)[0]


def same_heads(wanted, got):
    if len(got) < len(wanted):
        return "%d messages, not %d" % (len(got), len(wanted))
    for a, b in zip(wanted, got):
        for x, y in zip(a, b):
            if x != y and not shown(x or "") == shown(y or ""):
                return "%r is not %r" % (b, a)
    return ""


def lines_of(path):
    with open(path, "rb") as file:
        return file.read().split(b"\n")


def utf16(line, byte_column):
    """The column in UTF-16 units; each byte that is no UTF-8 is one."""
    before = line[:byte_column - 1].decode("utf-8", "surrogateescape")
    return 1 + sum(2 if c > "\uffff" else 1 for c in before)


def region_as(location, region, folder):
    caret = location["caret"]
    finish = location.get("finish", caret)
    lines = lines_of(os.path.join(folder, caret["file"]))
    line = lines[caret["line"] - 1]
    return (region["startLine"] == caret["line"]
            and region["startColumn"] == utf16(line, caret["byte-column"])
            and (region["endLine"], region["endColumn"])
            >= (finish["line"], 0)
            and caret["column"] == 1 + len(line[:caret["byte-column"] - 1]
                                           .decode("utf-8", "surrogateescape")))


def sarif_as_json(sarif, document, folder, readable):
    run_ = sarif["runs"][0]
    results = run_["results"]
    rules = [rule["id"] for rule in run_["tool"]["driver"]["rules"]]
    if [r["message"]["text"] for r in results] \
            != [d["message"] for d in document]:
        return "other messages"
    for result, one in zip(results, document):
        if result["level"] != one["kind"]:
            return "other level"
        if result.get("ruleId") != one.get("option"):
            return "other rule"
        if "ruleId" in result and rules[result["ruleIndex"]] != result["ruleId"]:
            return "wrong index of a rule"
        if len(result.get("locations", [])) != len(one["locations"]):
            return "other locations"
        related = result.get("relatedLocations", [])
        if [r["message"]["text"] for r in related] \
                != [c["message"] for c in one["children"]]:
            return "other notes"
        fixes = [f for c in one["children"] for f in c.get("fixits", [])]
        if [f["artifactChanges"][0]["replacements"][0]["insertedContent"]["text"]
                for f in result.get("fixes", [])] \
                != [f["string"] for f in fixes]:
            return "other fixes"
        pairs = list(zip(one["locations"], result.get("locations", [])))
        pairs += [(c["locations"][0], r)
                  for c, r in zip(one["children"], related) if c["locations"]]
        for location, other in pairs:
            physical = other["physicalLocation"]
            uri = urllib.parse.unquote(physical["artifactLocation"]["uri"],
                                       errors="replace")
            if uri.replace("file://", "") != location["caret"]["file"]:
                return "other file: " + uri
            if readable and not region_as(location, physical["region"], folder):
                return "other region: %r, %r" % (location, physical["region"])
    return ""


def forms(arguments, cwd, stdin=b"", readable=True, name=None):
    """Runs the command in all three formats; returns what JSON says."""
    name = name or " ".join(arguments)
    option = "-fdiagnostics-format="
    status, out, text = run(arguments, cwd, stdin)
    json_status, json_out, json_text = run([option + "json"] + arguments, cwd,
                                           stdin)
    sarif_status, sarif_out, sarif_text = run([option + "sarif"] + arguments,
                                              cwd, stdin)
    check(status == json_status == sarif_status, name,
          "exit status %d, %d, %d" % (status, json_status, sarif_status))
    check(out == json_out == sarif_out, name, "other standard output")
    try:
        document = strict(json_text)
        sarif = strict(sarif_text)
    except ValueError as error:
        check(False, name, "no JSON: %s" % error)
        return []
    problem = same_heads(heads_of_text(text), heads_of_json(document))
    check(not problem, name, problem)
    error = jsonschema.exceptions.best_match(SCHEMA.iter_errors(sarif))
    check(error is None, name, error and error.message)
    problem = sarif_as_json(sarif, document, cwd, readable)
    check(not problem, name, "SARIF has " + problem)
    check(sarif["runs"][0]["columnKind"] == "utf16CodeUnits", name)
    return document


def wrong_programs(step):
    folder = os.path.join(ROOT, "tests", "errors")
    programs = sorted(p for p in os.listdir(folder) if p.endswith(".g"))
    for program in programs[::step]:
        with open(os.path.join(folder, program), "rb") as file:
            first = file.readline().replace(b"\0", b"").decode("utf-8",
                                                               "replace")
        found = re.match(r"# options: (.*)", first)
        forms(["-fsyntax-only"] + (found.group(1).split() if found else [])
              + [program], folder)


def write(folder, name, data):
    with open(os.path.join(os.fsencode(folder), os.fsencode(name)), "wb") as file:
        file.write(data)


def messages(document):
    return [one["message"] for one in document]


def places(folder):
    write(folder, "wide.g", "input x[3]\n𝔘é = x\nh = 𝔘é + hh\noutput h\n"
          .encode())
    one = forms(["-fsyntax-only", "wide.g"], folder)[0]
    caret = one["locations"][0]["caret"]
    check((caret["line"], caret["column"], caret["byte-column"])
          == (3, 10, 14), "wide.g", caret)
    sarif = strict(run(["-fdiagnostics-format=sarif", "-fsyntax-only", "wide.g"],
                       folder)[2])
    result = sarif["runs"][0]["results"][0]
    check(result["locations"][0]["physicalLocation"]["region"]
          == {"startLine": 3, "startColumn": 11, "endLine": 3,
              "endColumn": 13}, "wide.g", result)
    write(folder, "fix.g", b"input long_name\ny = 2 lomg_name\noutput y\n")
    one = forms(["-fsyntax-only", "fix.g"], folder)[0]
    check(one["locations"][0]["finish"]["column"] == 15, "fix.g", one)
    fix = one["children"][0]["fixits"][0]
    check((fix["string"], fix["start"]["column"], fix["next"]["column"])
          == ("long_name", 7, 16), "fix.g", fix)
    write(folder, "spare.g", b"input x\nz = 2 x\ny = 3 x\noutput y\n")
    one = forms(["-fsyntax-only", "spare.g"], folder)[0]
    check((one["kind"], one["option"]) == ("warning", "-Wunused"), "spare.g",
          one)
    one = forms(["-Werror", "-fsyntax-only", "spare.g"], folder)[0]
    check((one["kind"], one["option"]) == ("error", "-Wunused"), "-Werror",
          one)


def several_files(folder):
    write(folder, "part.g", b"f(x) = x + nothing_there\n")
    write(folder, "whole.g", b'import "part.g"\ninput x\ny = f(x)\noutput y\n')
    document = forms(["-fsyntax-only", "whole.g"], folder)
    files = {spot["caret"]["file"] for one in document
             for of in [one, *one["children"]] for spot in of["locations"]}
    check("part.g" in files, "whole.g", files)


def nasty(folder):
    bad = b"input x\ny = 2 z\noutput y\n"
    for name in (b"a b.g", b'quo"te\\.g', b"new\nline.g", b"tab\t\x01.g",
                 b"not\xff\xfeutf8.g", b"colon:%41.g", "ü𝔘\u202e.g".encode()):
        write(folder, name, bad)
        document = forms(["-fsyntax-only", os.fsdecode(name)], folder,
                         readable=False, name=repr(name))
        check(messages(document) == ["z is not defined"], repr(name), document)
        document = forms(["-fsyntax-only", os.fsdecode(b"no " + name)], folder,
                         name=repr(name))
        check(len(document) == 1 and not document[0]["locations"], repr(name),
              document)
    forms(["-fsyntax-only", os.path.join(folder, "a b.g")], folder)
    write(folder, "bytes.g", b'input x\ny = x "\xff\x00\x1b[2J\xc3"\n$\\\noutput y')
    check(forms(["-fsyntax-only", "bytes.g"], folder), "bytes.g")
    write(folder, "many.g", b"".join(b"y%d = z%d\n" % (i, i)
                                     for i in range(50)))
    check(len(forms(["-fsyntax-only", "many.g"], folder)) >= 50, "many.g")
    check(len(forms(["-fsyntax-only", "-"], folder, bad, False)) == 1, "-")


def commands(folder):
    write(folder, "ok.g", b"input x\ny = 2 x\noutput y\n")
    for arguments in (["ok.g", "-o", "ok.c"], ["eval", "ok.g", "x=1"],
                      ["--check", "ok.g"], ["-fsyntax-only", "ok.g"],
                      ["--describe", "ok.g"], ["--help"], ["--version"]):
        check(forms(arguments, folder) == [], " ".join(arguments))
    for arguments, part in (
            (["eval", "ok.g"], "it is not given"),
            (["eval", "ok.g", "x=1", "q=2"], "has no"),
            (["eval", "--json", "ok.g", 'x="\\'], "x: "),
            (["eval", "ok.g", "x=@none.npy"], "none.npy"),
            (["ok.g", "-o", "none/ok.c"], "cannot write none/ok"),
            (["--describe", "ok.g", "-o", "none/a"], "cannot write none/a"),
            (["ok.g", "--bake=none", "-o", "ok.c"], "has no params"),
            (["--checkpoint", "ok.g", "-o", "ok.c"], "saves no memory"),
            (["-fsplit-step", "ok.g", "-o", "ok.c"], "minimize"),
            (["--wrt=q", "ok.g", "-o", "ok.c"], "--wrt: q"),
            (["--nope", "ok.g"], "unknown option --nope"),
            (["ok.g", "--dump=\x1b\""], "--dump"),
            (["-o", "x"], "no input file"),
            (["ok.g", "-o", "ok.g"], "overwrite")):
        said = messages(forms(arguments, folder))
        check(len(said) >= 1 and part in said[0], " ".join(arguments), said)
    for value in ("", "xml", "JSON", "json,sarif"):
        status, _, said = run(["-fdiagnostics-format=" + value, "ok.g"], folder)
        check(status == 2 and b"it is text, json or sarif" in said,
              "-fdiagnostics-format=" + value, said)
    status, _, said = run(["-fdiagnostics-format=json", "-v", "ok.g"], folder)
    check(status == 2 and len(strict(said)) == 1, "-v", said)
    status, _, said = run(["--describe=xml", "ok.g"], folder)
    check(status == 2 and b"--describe=xml: it is json" in said,
          "--describe=xml", said)


# -- the description --

def shaped(array):
    return array["name"] + (str(array["shape"]) if array["shape"] else "")


def listed(title, arrays):
    lines = [title + ":" + ("" if arrays else " none")]
    for array in arrays:
        index = array["index"]
        lines.append("  " + shaped(array) + (
            " : index(%d)" % (index["highest"] + 1) if index else ""))
    return lines


def stored(title, store):
    return [title + ", ".join(map(shaped, store["arrays"]))
            + ", %d bytes" % store["bytes"]] if store["arrays"] else []


def text_of_description(d):
    memory, work = d["memory"], d["operations"]
    lines = ["params: %d numbers, %d bytes" % (d["params_size"],
                                               memory["params"])]
    lines += ["  %s at %d" % (shaped(p), p["offset"]) for p in d["params"]]
    lines += listed("inputs", [i for i in d["inputs"] if i["drawn"] is None])
    drawn = [i for i in d["inputs"] if i["drawn"] is not None]
    for title, arrays in (("drawn", drawn), ("states", d["states"])):
        lines += listed(title, arrays) if arrays else []
    lines += listed("outputs", d["outputs"])
    area = "%(bytes)d bytes, lower bound %(lower_bound)d"
    lines.append("work area: " + area % memory["work"] + "; of infer: "
                 + area % memory["infer_work"])
    if memory["step_work"] and memory["step_work"]["bytes"]:
        lines.append("work area of a step: " + area % memory["step_work"])
    if memory["state"]:
        lines.append("state: %d bytes" % memory["state"])
    lines.append("constants: %d bytes" % memory["constants"])
    lines.append("stack: at most %(x86_64)d bytes with gcc on x86-64, "
                 "%(cortex_m4)d with -Os on a Cortex-M4" % memory["stack"])
    if "selftest_work" in memory:
        lines.append("self-test: %(selftest_work)d bytes of work, "
                     "%(selftest_constants)d of the constants" % memory)
    for of, key in (("", "total"), (" of infer", "infer")):
        made, least = work[key], work[key + "_without_recomputation"]
        if made > least:
            lines.append("operations%s: %.0f, %.0f without what is made again "
                         "(+%.1f %%)" % (of, made, least,
                                         100 * (made / least - 1)))
    if d["recurrences"]:
        lines.append("recurrences:")
    for r in d["recurrences"]:
        lines.append(("    within: " if r["within"] else "  ")
                     + ", ".join(r["arrays"]) + ": %d steps" % r["steps"]
                     + (", backwards" if r["backwards"] else ""))
        lines += stored("    kept for backward, all steps: ", r["kept"])
    points = d["checkpoints"]
    if points:
        lines.append("checkpoints: one every %(every)d of %(steps)d steps"
                     % points)
        lines += stored("  kept for backward: ", points["kept"])
        lines.append("  made again by backward: "
                     + ", ".join(points["made_again"]))
    return "".join(line + "\n" for line in lines)


def size(shape):
    product = 1
    for n in shape:
        product *= n
    return product


def description(arguments, cwd):
    name = "--describe=json " + " ".join(arguments)
    text = run(["--describe", "-Wno-unused"] + arguments, cwd)[1].decode()
    status, out, said = run(["--describe=json", "-Wno-unused"] + arguments, cwd)
    try:
        d = strict(out)
    except ValueError as error:
        check(False, name, "%s %s" % (error, said))
        return None
    check(status == 0 and text_of_description(d) == text, name,
          "\n" + text_of_description(d) + "is not\n" + text)
    offset = 0
    for param in d["params"]:
        check(param["offset"] == offset and param["size"]
              == size(param["shape"]) and param["initial"], name, param)
        offset += param["size"]
    check(offset == d["params_size"], name, "size of the params")
    return d


LSTM = """dim T = 64, n = 4
input x[T, n], k : index(7)
input noise[n] ~ normal(0, 2)
state s[n] = 1
param W[n, n] ~ normal(0, 0.1)
param c[n] = [1, 2, 3, 4]
param e[7] = 0.5
h[0, i] = 0
h[t, i] = tanh(sum[j](W[i, j] h[t - 1, j]) + x[t, i] + noise[i]) for t in 1:T
next s = 0.5 s + c
y = sum(h[T - 1, :]) + e[k] + sum(s)
output y
"""


def descriptions(folder):
    write(folder, "all.g", LSTM.encode())
    d = description(["all.g"], folder)
    if d:
        of = {one["name"]: one for kind in ("inputs", "params", "states")
              for one in d[kind]}
        check(d["model"] == "all" and d["dims"] == {"T": 64, "n": 4}, "all.g")
        check(of["k"]["index"] == {"lowest": 0, "highest": 6}
              and of["k"]["type"] == "int32_t", "all.g", of["k"])
        check(of["noise"]["drawn"] == {"kind": "normal", "mean": 0,
                                       "deviation": 2}, "all.g", of["noise"])
        check(of["e"]["initial"] == {"kind": "constant", "value": 0.5},
              "all.g", of["e"])
        check(of["c"]["initial"] == {"kind": "table"}, "all.g", of["c"])
        check(of["s"]["initial"] == {"kind": "constant", "value": 1}, "all.g",
              of["s"])
        check({g["by"] for g in d["gradients"]} >= {"W", "c", "e", "x"},
              "all.g", d["gradients"])
    description(["--checkpoint", "all.g"], folder)
    description(["--real=double", "--wrt=W", "all.g"], folder)
    write(folder, "ŷ.g", "input x\nparam β ~ normal(0, 1)\nŷ = β x\noutput ŷ\n"
          .encode())
    d = description(["ŷ.g"], folder)
    if d:
        check((d["outputs"][0]["name"], d["outputs"][0]["c_name"])
              == ("ŷ", "y_hat"), "ŷ.g", d["outputs"])
    write(folder, "fit.g", b"input x[3], t\nparam w[3] ~ xavier\n"
          b"J = (w\xc2\xb7x - t)^2\nminimize J by adam(rate = 0.1)\noutput J\n")
    d = description(["fit.g"], folder)
    if d:
        check(d["memory"]["moments"] == 24 and d["memory"]["state"] >= 40
              and d["operations"]["step"] > 0 and d["memory"]["step_work"],
              "fit.g", d["memory"])
    examples = os.path.join(ROOT, "examples")
    for program in ("letters/letters.g", "mixture/mixture.g", "xor/xor.g"):
        description([program], examples)
    d = description(["--max-ram=12K", "modes.g"],
                    os.path.join(ROOT, "tests", "ram"))
    if d:
        work = d["operations"]
        check(work["infer"] > work["infer_without_recomputation"] > 0,
              "modes.g", work)


def main():
    with tempfile.TemporaryDirectory() as folder:
        places(folder)
        several_files(folder)
        nasty(folder)
        commands(folder)
        descriptions(folder)
    wrong_programs(1 if sys.argv[1:] == ["all"] else 8)
    print("%d passed, %d failed" % (counts[True], counts[False]))
    return counts[False] > 0


sys.exit(main())
