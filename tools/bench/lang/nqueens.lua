-- Arrays, loops, closures: how many ways there are to place n queens.
local function queens(n)
  local columns, up, down, count = {}, {}, {}, 0
  for i = 1, n do columns[i] = false end
  for i = 1, 2 * n do up[i] = false down[i] = false end
  local function place(row)
    if row == n then
      count = count + 1
    else
      for c = 1, n do
        local u, d = row + c, row + n - c + 1
        if not (columns[c] or up[u] or down[d]) then
          columns[c] = true
          up[u] = true
          down[d] = true
          place(row + 1)
          columns[c] = false
          up[u] = false
          down[d] = false
        end
      end
    end
  end
  place(0)
  return count
end
for i = 1, 4 do queens(8) end
print(queens(11))
