# scale.g: imported along two ways.
dim twice = 3
scaled(z) = twice z
shifted(z) = z + k where k = twice
