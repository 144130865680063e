# close.awk: two outputs of eval, one after the other, have the same words,
# and numbers within `limit` of the largest of their line.
{ gsub(/[][,=]/, " & ") }
function size(x) { return x < 0 ? -x : x }
FILENAME == ARGV[1] { first[FNR] = $0; count = FNR }
FILENAME == ARGV[2] { second[FNR] = $0; other = FNR }
END {
    if (!count || count != other) { print "lines: " count ", " other; exit 1 }
    for (n = 1; n <= count; n++) {
        words = split(first[n], a, " ")
        if (split(second[n], b, " ") != words) { print n ": words"; exit 1 }
        largest = 0
        for (i = 1; i <= words; i++)
            if (a[i] ~ /^-?[0-9]/ && size(a[i]) > largest) largest = size(a[i])
        for (i = 1; i <= words; i++) {
            if (a[i] == b[i]) continue
            if ((a[i] ~ /^-?[0-9]/) && size(a[i] - b[i]) <= limit * largest)
                continue
            print n ": " a[i] ", not " b[i]; exit 1
        }
    }
}
