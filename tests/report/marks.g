# </script><script>alert(1)</script> <img src=x onerror=alert(2)> &amp; "quoted" 'too'
# </style></code></td></tr></table> <!-- ]]> %s \0 http://example.com/x.js
input Größe[3], x′[3]           # names of any letters
param 重み[2, 3] ~ xavier       # </pre>
α = tanh(重み x′)
𝛽 = sum(α) if x′[0] < Größe[1] and x′[2] > 0 else 0
output 𝛽
