-- Strings: numbers written, joined, searched, cut, and one that grows piece by piece.
local function numbers(n)
  local list = {}
  for i = n - 1, 0, -1 do list[#list + 1] = tostring(i) end
  return table.concat(list, " ")
end
local function count(text, part)
  local at, n = text:find(part, 1, true), 0
  while at do
    n = n + 1
    at = text:find(part, at + 1, true)
  end
  return n
end
local function grow(n)
  local s = ""
  for i = 1, n do s = s .. "x" end
  return #s
end
local function words(text)
  local n, from, at = 0, 1, text:find(" ", 1, true)
  while at do
    n = n + #text:sub(from, at - 1)
    from = at + 1
    at = text:find(" ", from, true)
  end
  return n
end
for i = 1, 4 do
  local text = numbers(100000)
  print(#text, count(text, "99"), words(text))
end
print(grow(20000))
