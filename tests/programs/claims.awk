# Reads what a program claims, and writes into the folder `out`:
#
#   at01.arguments at01.claims at01.status    for each point
#   options, measures, and empty files double_only and unmeasured
#
# A claim is a line `NAME = VALUE ± LIMIT` without the limit where there is
# none. Complains of comments that look like claims and are not, and of a
# program that claims nothing.

function bad(text) { print FILENAME ":" NR ": " text; failed = 1 }

function begin_point(arguments) {
    point = sprintf("%s/at%02d", out, ++points)
    printf "%s", arguments >(point ".arguments"); close(point ".arguments")
    printf "" >(point ".claims"); close(point ".claims")
    set_status(0)
}

function set_status(status) {
    print status >(point ".status"); close(point ".status")
}

function depth(text) { return gsub(/\[/, "", text) - gsub(/\]/, "", text) }

function add_claim(text) {
    if (!index(text, " = ")) bad("a claim is NAME = VALUE")
    if (!point) begin_point("")
    print text >>(point ".claims"); close(point ".claims")
    claims++
}

BEGIN {
    printf "" >(out "/options"); printf "" >(out "/measures")
}

pending != "" {
    if (!sub(/^# +/, "")) bad("a list is not closed")
    pending = pending " " $0
    if (depth(pending) <= 0) { add_claim(pending); pending = "" }
    next
}

/^# at / || /^# at$/ { begin_point(substr($0, 6)); next }

/^# (value|gradient) / {
    sub(/^# (value|gradient) +/, "")
    if (depth($0) > 0) pending = $0
    else add_claim($0)
    next
}

/^# status [0-9]+$/ { set_status($3); claims++; next }
/^# options: / { print substr($0, 12) >(out "/options"); next }
/^# work gradient <= [0-9.]+ forward$/ {
    print "work", $5 >(out "/measures"); claims++; next
}
/^# work forward <= [0-9]+$/ {
    print "forward", $5 >(out "/measures"); claims++; next
}
/^# contractions recognised$/ { print "contractions" >(out "/measures"); next }
/^# bytes (work|params|infer) = [0-9]+$/ {
    print "bytes", $3, $5 >(out "/measures"); claims++; next
}
/^# alike: -D / { print "alike", substr($0, 10) >(out "/measures"); claims++; next }
/^# outside: / {
    for (i = 3; i <= NF; i++) print "outside", $i >(out "/measures")
    claims++; next
}
/^# double: / { print >(out "/double_only"); next }
/^# unmeasured: / { print >(out "/unmeasured"); next }
/^# (at|value|gradient|status|options|work|bytes|alike|contractions|outside|double|unmeasured)([ :]|$)/ {
    bad("this is no claim: " $0)
}

END {
    if (pending != "") bad("a list is not closed")
    if (!claims) bad("it claims nothing")
    exit failed
}
