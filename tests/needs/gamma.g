# gamma.g: the functions of the runtime that need most of the stack.
input x
y = lgamma(x)
z = lgamma(x) + digamma(x)
output y, z
