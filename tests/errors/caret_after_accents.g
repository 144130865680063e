input é́, x
z = é́ + x́ + q
output z
