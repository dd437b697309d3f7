-- Calls with three arguments, which are calls.
function tak(x, y, z)
  if y < x then
    return tak(tak(x - 1, y, z), tak(y - 1, z, x), tak(z - 1, x, y))
  end
  return z
end
for i = 1, 100 do tak(18, 12, 6) end
print(tak(24, 16, 8))
