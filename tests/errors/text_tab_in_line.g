input x
y	=	x + zz	* 2
output y
