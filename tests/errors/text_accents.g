input ŵ, x̄
ȳ = ŵ x̄ + ẑ
output ȳ
