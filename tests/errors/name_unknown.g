input weight, height
bmi = weigth / height²
output bmi
