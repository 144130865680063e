# Two outputs of gcc-graph eval, lines `name = numbers`: everything that the
# first names must be in the second, with numbers that agree to 1e-12 of the
# largest of the name. What the second has beside that does not matter.

function numbers(text, into) {
    gsub(/[][,]/, " ", text)
    return split(text, into, " ")
}

{ at = index($0, " = "); name = substr($0, 1, at - 1); text = substr($0, at + 3) }

NR == FNR { first[name] = text; next }

name in first { second[name] = text }

END {
    for (name in first) {
        count = numbers(first[name], a)
        if (numbers(second[name], b) != count || !count) {
            print name ": " count " numbers are not in the other"
            exit bad = 1
        }
        largest = worst = 0
        for (i = 1; i <= count; i++) {
            if (a[i] < 0 ? -a[i] > largest : a[i] > largest)
                largest = a[i] < 0 ? -a[i] : a[i]
            d = a[i] - b[i]
            if (!(d < 0 ? -d <= worst : d <= worst))
                worst = d < 0 ? -d : d
        }
        if (!(worst <= 1e-12 * largest)) {
            print name ": differs by " worst " of " largest
            bad = 1
        }
        compared++
    }
    exit bad || !compared
}
