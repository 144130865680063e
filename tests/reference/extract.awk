# extract.awk: the fenced blocks of a Markdown page as files.
#
#     awk -v folder=DIR -f extract.awk PAGE
#
# Of block N are written: N.block (its text), and what the comment before it
# says: N.with (declarations), N.at (values), N.file (the name of a file that it
# is). DIR/blocks lists N, the kind, the line in the page, and 1 if the comment
# says `not run:`. A comment is for the block that follows it.

function take_comment(text, key) {
    sub(/^<!--[ \t\n]*/, "", text); sub(/[ \t\n]*-->.*$/, "", text)
    if (text !~ /^(with|at|file|not run):/) return
    key = text; sub(/:.*$/, "", key)
    sub(/^[^:]*:[ \t\n]*/, "", text)
    said[key] = text
}

BEGIN { printf "" > (folder "/blocks") }

inside {
    fence = $0; sub(/^ */, "", fence)
    if (fence != "```") {
        print substr($0, indent + 1) > (name ".block")
        next
    }
    close(name ".block")
    split("", said)
    inside = 0
    next
}

comment != "" || /^<!--/ {
    comment = comment (comment == "" ? "" : "\n") $0
    if ($0 ~ /-->/) { take_comment(comment); comment = "" }
    next
}

/^ *```/ {
    indent = index($0, "`") - 1
    kind = $0; sub(/^ *```/, "", kind); sub(/ .*$/, "", kind)
    if (kind == "") kind = "plain"
    number = sprintf("%03d", ++count)
    name = folder "/" number
    printf "" > (name ".block")
    for (key in said)
        if (key != "not run") {
            print said[key] > (name "." key)
            close(name "." key)
        }
    print number, kind, NR, ("not run" in said) > (folder "/blocks")
    inside = 1
}
