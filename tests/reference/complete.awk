# complete.awk: a block of equations as a whole program.
#
#     awk -v with=FILE -f complete.awk BLOCK
#
# The declarations of the comment come last, so that the lines of the block
# keep their numbers; order has no meaning in a program. A block without an
# output gets one of every name that an equation in column 0 defines.

function add(name) {
    sub(/^ */, "", name); sub(/[\[ ].*$/, "", name)
    if (name != "" && !(name in seen)) {
        seen[name] = 1
        names = names (names == "" ? "" : ", ") name
    }
}

# The left side of the text, if it is an equation's; functions have none.
function heads(text, left, part, n, i) {
    if (!match(text, /[^=!<>]=[^=]/)) return
    left = substr(text, 1, RSTART); sub(/\+$/, "", left)
    if (left ~ /\(/) return
    gsub(/\[[^\]]*\]+/, "", left)
    n = split(left, part, ",")
    for (i = 1; i <= n; i++) add(part[i])
}

{ print }
/^output( |$)/ { given = 1 }
/^[^ #]/ && !/^(dim|input|param|const|batch|output) / {
    line = $0; sub(/#.*$/, "", line)
    local = line ~ / where( |$)/
    n = local ? 1 : split(line, piece, ";")
    if (local || line ~ /\[.*;.*\]/) heads(line)
    else for (i = 1; i <= n; i++) heads(piece[i])
}

END {
    if (with != "")
        while ((getline line < with) > 0) print line
    if (!given) {
        if (names == "") { print "one = 1"; names = "one" }
        print "output " names
    }
}
