-- Of the benchmarks game: trees made, walked and dropped beside one that stays.
local function make(depth)
  if depth == 0 then return {false, false} end
  return {make(depth - 1), make(depth - 1)}
end
local function check(tree)
  if tree[1] then return 1 + check(tree[1]) + check(tree[2]) end
  return 1
end
local n = 15
print("stretch", check(make(n + 1)))
local long = make(n)
for depth = 4, n, 2 do
  local rounds, sum = 1 << (n - depth + 4), 0
  for i = 1, rounds do sum = sum + check(make(depth)) end
  print(rounds, "trees of depth", depth, "check", sum)
end
print("long lived", check(long))
