# The bytes of stack of the deepest chain of calls from each public function of
# a model, of call graphs that gcc writes with -fcallgraph-info=su: the largest.
#
#     awk -v model=scorer -f deepest.awk scorer.ci libgg/*.ci
/^node:/ {
    name = $0; sub(/^node: \{ title: "/, "", name); sub(/".*/, "", name)
    if (match($0, /[0-9]+ bytes/))
        frame[name] = substr($0, RSTART, RLENGTH - 6) + 0
}
/^edge:/ {
    from = $0; sub(/.*sourcename: "/, "", from); sub(/".*/, "", from)
    to = $0; sub(/.*targetname: "/, "", to); sub(/".*/, "", to)
    calls[from] = calls[from] " " to
}
function depth(name, list, count, i, below, most) {
    if (name in known) return known[name]
    count = split(calls[name], list, " ")
    for (i = 1; i <= count; i++) {
        below = depth(list[i])
        if (below > most) most = below
    }
    return known[name] = frame[name] + most
}
END {
    for (name in frame)
        if (index(name, model "_") == 1) {
            found = 1
            if (depth(name) > worst) worst = depth(name)
        }
    if (found) print worst + 0
}
