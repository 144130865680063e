# expect.awk: compares what a block says with what eval prints.
#
#     awk -f expect.awk BLOCK EVALUATED
#
# In the block, a comment `# NAME = VALUE` states a value; so does one of
# several `# A = 1, ∂A/∂x = [2, 3]`. Numbers agree to 1e-9 of the larger of
# their size and 1. Prints what does not agree, and exits 1 then.

function bad(text) { print "    " text; failed = 1 }

function same(a, b, x, y, n, m, i, d, s) {
    gsub(/[ ]/, "", a); gsub(/[ ]/, "", b)
    gsub(/[\[\],]/, " & ", a); gsub(/[\[\],]/, " & ", b)
    n = split(a, x, " "); m = split(b, y, " ")
    if (n != m) return 0
    for (i = 1; i <= n; i++) {
        if (x[i] == y[i]) continue
        if (x[i] !~ /^-?[0-9.]/ || y[i] !~ /^-?[0-9.]/) return 0
        d = x[i] - y[i]; if (d < 0) d = -d
        s = x[i] < 0 ? -x[i] : x[i] + 0; if (s < 1) s = 1
        if (d > 1e-9 * s) return 0
    }
    return 1
}

function claim(name, value) {
    sub(/^ +/, "", name); sub(/ +$/, "", name); sub(/ +$/, "", value)
    if (value !~ /^[-+0-9.einfa, \[\]]+$/) {
        bad("`# " name " = " value "` is no value"); return
    }
    names[++count] = name; values[count] = value
}

# The claims of a comment: they are parted where a new `NAME = ` begins.
function claims(text, rest, at, name, value) {
    while (match(text, / = /)) {
        name = substr(text, 1, RSTART - 1)
        rest = substr(text, RSTART + 3)
        if (match(rest, /, [^-0-9\[, ][^,=]* = /)) {
            value = substr(rest, 1, RSTART - 1)
            text = substr(rest, RSTART + 2)
        } else {
            value = rest; text = ""
        }
        claim(name, value)
    }
}

FNR == NR {
    at = index($0, "#")
    if (at) {
        text = substr($0, at + 1); sub(/^ +/, "", text)
        if (text ~ /^[^ ]+ = [-0-9\[]/ || text ~ /^∂[^=]* = [-0-9\[]/)
            claims(text)
    }
    next
}

{
    at = index($0, " = ")
    if (at) got[substr($0, 1, at - 1)] = substr($0, at + 3)
}

END {
    for (i = 1; i <= count; i++)
        if (!(names[i] in got)) bad("no value is printed for " names[i])
        else if (!same(values[i], got[names[i]]))
            bad(names[i] " = " got[names[i]] ", not " values[i])
    exit failed
}
