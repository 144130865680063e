# agree.awk CLAIMS PRINTED: whether what is claimed is what eval has printed.
#
# Lists have the same brackets. Numbers agree to `limit` of the largest
# finite component claimed, or to what stands after ± if that is more; nan, inf and
# -inf are themselves. `d y/d x` is `∂y/∂x`, or `∂(sum y)/∂x` of an array.

function size(x) { return x < 0 ? -x : x }

# The words of a value: brackets and numbers.
function words(text, into) {
    gsub(/[\[\]]/, " & ", text); gsub(/,/, " ", text)
    return split(text, into, " ")
}

function is_number(word) { return word ~ /^-?[0-9]/ }

function compare(name, claim, printed, within,    n, a, b, i, largest) {
    n = words(claim, a)
    if (words(printed, b) != n) return "another shape"
    largest = 0
    for (i = 1; i <= n; i++)
        if (is_number(a[i]) && size(a[i]) > largest) largest = size(a[i])
    if (within < limit * largest) within = limit * largest
    for (i = 1; i <= n; i++) {
        if (!is_number(a[i]) || !is_number(b[i])) {
            if (a[i] != b[i]) return a[i] " is claimed, not " b[i]
        } else if (!(size(a[i] - b[i]) <= within))
            return a[i] " is claimed, not " b[i]
    }
    return ""
}

function in_letters(name,    at, y, x) {
    at = index(name, "/d ")
    y = substr(name, 3, at - 3); x = substr(name, at + 3)
    return (("∂" y "/∂" x) in printed) ? "∂" y "/∂" x : "∂(sum " y ")/∂" x
}

{ at = index($0, " = "); name = substr($0, 1, at - 1); text = substr($0, at + 3) }

NR == FNR { claimed[++count] = name; value[count] = text; next }

{ printed[name] = text }

END {
    for (k = 1; k <= count; k++) {
        name = claimed[k]; within = 0
        if (name ~ /^d .*\/d /) name = in_letters(name)
        at = index(value[k], "±")
        if (at) {
            within = substr(value[k], at)
            sub(/^[^0-9]*/, "", within)
            within += 0
            value[k] = substr(value[k], 1, at - 1)
        }
        why = name in printed ? compare(name, value[k], printed[name], within) \
                              : "it is not printed"
        if (why != "") {
            print name " = " printed[name] ": " why
            failed = 1
        }
        compared++
    }
    exit failed || !compared
}
