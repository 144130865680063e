// a comment
input c
y = c // 2
z = c /* a comment */
output y
