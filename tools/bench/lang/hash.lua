-- Tables: integers and strings come, are found, and go.
local function churn(n)
  local t, sum = {}, 0
  for i = 0, n - 1 do t[i * 7] = i end
  for i = 0, n - 1 do sum = sum + t[i * 7] end
  for i = 0, n - 1 do if i % 2 == 0 then t[i * 7] = nil end end
  for i = 0, n - 1 do if t[i * 7] then sum = sum + 1 end end
  return sum
end
local function counts(n)
  local t = {}
  for i = 0, n - 1 do
    local key = "key" .. tostring(i * 7919 % 20011)
    t[key] = 1 + (t[key] or 0)
  end
  local size = 0
  for _ in pairs(t) do size = size + 1 end
  return size + t["key7"]
end
for i = 1, 5 do print(churn(200000)) end
print(counts(400000))
