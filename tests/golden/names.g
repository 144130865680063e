# names.g: names of any script, of C, and those that would collide.
input ŷ[3], λ, x′, int, d_x, x
h₁ = λ ŷ + x′
s = sum(h₁) int + d_x x
output s, h₁
