"""Reads a page of gcc-graph report.

    page.py PAGE sound              its tags are closed, its ids are there, and
                                    nothing is loaded
    page.py PAGE ties NAME WHAT...  kinds of elements that are of a box
    page.py PAGE counts FILE        the rows of the tables of operations
    page.py PAGE totals JSON        their sums are those of --describe=json
    page.py PAGE line N TEXT        the equations beside a line
    page.py PAGE verdicts WORD...   of the gradient check
    page.py PAGE places A=PLACE...  rows of the table of arrays
    page.py PAGE says TEXT...       what a reader sees
"""
import json
import sys
from html.parser import HTMLParser

TOTAL = "Σ"
VOID = {"meta", "br", "link", "img", "input", "hr"}


class Page(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.open, self.elements, self.wrong, self.texts = [], [], [], []
        self.feed(text)
        self.close()
        self.wrong += [f"<{e['tag']}> is not closed" for e in self.open]

    def handle_starttag(self, tag, attributes):
        names = [name for name, _ in attributes]
        if len(set(names)) < len(names):
            self.wrong.append(f"<{tag}> has an attribute twice: {names}")
        e = {"tag": tag, "text": "", "from": len(self.texts), "inside": [],
             **dict(attributes)}
        for around in self.open:
            around["inside"].append(e)
        self.elements.append(e)
        if tag not in VOID:
            self.open.append(e)

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open[-1]["tag"] != tag:
            self.wrong.append(f"{self.getpos()}: </{tag}> closes nothing")
        else:
            e = self.open.pop()
            e["text"] = "".join(self.texts[e["from"]:])

    def handle_data(self, text):
        self.texts.append(text)

    def having(self, name):
        return [e for e in self.elements if name in e]

    def of_class(self, name):
        return [e for e in self.having("class") if name in e["class"].split()]


def sound(page):
    wrong = page.wrong
    ids = [e["id"] for e in page.having("id")]
    wrong += [f"the id {i} is there twice" for i in set(ids)
              if ids.count(i) > 1]
    for e in page.having("href"):
        if e["href"][:1] != "#" or e["href"][1:] not in ids:
            wrong.append(f"a link to {e['href']}")
    known = {n for e in page.having("data-of") if e["tag"] in ("g", "tr")
             for n in e["data-of"].split()}
    for e in page.of_class("c"):
        if not set(e["data-of"].split()) <= known:
            wrong.append(f"lines of C of nothing: {e['data-of']}")
    for e in page.elements:
        if set(e) & {"src", "srcset", "xlink:href", "onload", "onerror",
                     "onclick"}:
            wrong.append(f"<{e['tag']}> loads or runs something")
        if e["tag"] in ("style", "script") and any(
                word in e["text"] for word in ("http", "url(", "@import",
                                               "fetch", "import(")):
            wrong.append(f"<{e['tag']}> loads something")
    if not {"program", "graph", "equations", "gradients", "memory", "check", "code",
            "about"} <= set(ids):
        wrong.append(f"a section is missing: {ids}")
    sums = None
    for name, cells in rows_of(page):
        if name == TOTAL:
            if sums and cells != [str(n) for n in sums]:
                wrong.append(f"the rows add up to {sums}, not to {cells}")
            sums = None
        elif len(cells) > 1:
            numbers = [int(c) for c in cells]
            sums = [a + b for a, b in zip(sums, numbers)] if sums else numbers
    tags = [e["tag"] for e in page.elements]
    if (tags.count("script"), tags.count("style"), tags.count("img")) != (
            1, 1, 0):
        wrong.append("not one script, one style and no image")
    return wrong


def ties(page, name, wanted):
    box = next(e for e in page.of_class("node") if e["aria-label"] == name)
    found = set()
    for kind in ("node", "src", "eq", "c", "bar", "array"):
        for e in page.of_class(kind):
            if box["data-of"] in e.get("data-of", "").split():
                pass_ = e.get("data-pass")
                found.add(f"{kind}:{pass_}" if pass_ else kind)
    return [f"nothing is tied as {w}: {found}" for w in wanted
            if w not in found]


def rows_of(page):
    for table in page.of_class("counts"):
        for row in (e for e in table["inside"] if e["tag"] == "tr"):
            cells = [e["text"] for e in row["inside"]
                     if e["tag"] in ("td", "th")]
            if row.get("class") == "eq" or cells[0].startswith("total"):
                name = next((e["text"] for e in row["inside"]
                             if e["tag"] == "i"), TOTAL)
                yield name, [c.replace(",", "") for c in cells[1:]]


def counts(page, file):
    rows = [" ".join([name, *cells]) for name, cells in rows_of(page)]
    wanted = open(file).read().split("\n")[:-1]
    return [] if rows == wanted else [f"counted: {row}" for row in rows]


def totals(page, file):
    said = json.load(open(file))["operations"]
    sums = [cells for name, cells in rows_of(page) if name == TOTAL]
    wrong = []
    for cells, name in zip(sums, ("forward", "backward")):
        if int(cells[-3]) != said[name]:
            wrong.append(f"{name}: {cells} and {said[name]}")
    return wrong


def line(page, number, wanted):
    row = next(e for e in page.of_class("src")
               if e["inside"][0]["text"] == number)
    found = "; ".join(e["text"] for e in row["inside"]
                      if e.get("class") == "f")
    return [] if found == wanted else [found]


def verdicts(page, wanted):
    table = page.of_class("check")[0]
    found = [[c["text"] for c in row["inside"]][-1] for row in table["inside"]
             if row["tag"] == "tr" and "td" in [c["tag"] for c in row["inside"]]]
    return [] if found == wanted else [f"verdicts: {found}"]


def places(page, wanted):
    found = {row["inside"][0]["text"]: row["inside"][3]["text"]
             for row in page.of_class("array")}
    return [f"{w}: {found}" for w in wanted
            if found.get(w.split("=")[0]) != w.split("=")[1]]


def says(page, wanted):
    shown = next(e for e in page.elements if e["tag"] == "body")["text"]
    return [f"it does not say {w}" for w in wanted if w not in shown]


path, what, *rest = sys.argv[1:]
page = Page(open(path, encoding="utf-8").read())
wrong = {"sound": lambda: sound(page),
         "ties": lambda: ties(page, rest[0], rest[1:]),
         "counts": lambda: counts(page, rest[0]),
         "line": lambda: line(page, *rest),
         "totals": lambda: totals(page, rest[0]),
         "verdicts": lambda: verdicts(page, rest),
         "places": lambda: places(page, rest),
         "says": lambda: says(page, rest)}[what]()
print("\n".join(wrong))
sys.exit(1 if wrong else 0)
