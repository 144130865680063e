# recurrence_until_function_batch.g: each example stops alone.
batch B = 3
input a
root(a) = x[12]
  where x[0] = a
        x[k+1] = (x[k] + a / x[k]) / 2 for k < 12 until abs(x[k]² - a) < 1e-3
           
y = root(a)
output y

# at a=[2.3,9.0,0.2]
# value y = [1.5165846493808166, 3.00009155413138, 0.44761904761904764]
# gradient ∂(sum y)/∂a = [0.3297311093804912, 0.16673279002623667,
#     1.1099773242630384]
