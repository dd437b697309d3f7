-- Boehm's: trees that live for a while beside one, and an array, that stay.
local function make(depth)
  if depth == 0 then return {false, false} end
  return {make(depth - 1), make(depth - 1)}
end
local function populate(depth, node)
  if depth > 0 then
    node[1] = {false, false}
    node[2] = {false, false}
    populate(depth - 1, node[1])
    populate(depth - 1, node[2])
  end
end
local function size(depth) return 2 * (1 << depth) - 1 end
local function rounds(depth) return 2 * size(16) // size(depth) end
local long = {false, false}
populate(16, long)
local array = {}
for i = 1, 500000 do array[i] = 0 end
for i = 1, 250000 do array[i] = 1 / i end
for depth = 4, 16, 2 do
  for i = 1, rounds(depth) do
    populate(depth, {false, false})
    make(depth)
  end
end
print(long[1] and "kept" or "lost", array[1001])
