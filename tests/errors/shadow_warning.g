# options: -Wshadow
input x
y = a + x  where x = 2; a = 3
output y
