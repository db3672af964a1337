# Prints what the process `pid` has used and what its control group allows, as further members of a heartbeat's JSON; nothing if
# there is no such process. `cgroup` is where control groups are mounted, in version 2 or 1.

function first_line(file,  line) { line = ""; getline line < file; close(file); return line }

# The number that follows `name` in a file of such lines.
function named(file, name,  line, field, found) {
  found = ""
  while ((getline line < file) > 0) if (split(line, field, /[: \t]+/) > 1 && field[1] == name) found = field[2]
  close(file)
  return found
}

function member(name, value) { if (value != "") printf ",\"%s\":%s", name, value }

BEGIN {
  stat = first_line("/proc/" pid "/stat")
  if (stat == "") exit
  sub(/.*\) /, "", stat) # the program's name may hold blanks
  split(stat, field, " ")
  printf ",\"pid\":%d,\"usage\":{\"cpuSeconds\":%.2f", pid, (field[12] + field[13]) / 100
  member("memoryBytes", named("/proc/" pid "/status", "VmRSS") * 1024)

  split(first_line(cgroup "/cpu.max"), quota, " ")
  if (quota[1] == "") {
    cgroup = cgroup "/cpu"
    quota[1] = first_line(cgroup "/cpu.cfs_quota_us")
    quota[2] = first_line(cgroup "/cpu.cfs_period_us")
  }
  if (quota[1] + 0 > 0 && quota[2] + 0 > 0) member("cpuLimitCores", quota[1] / quota[2])
  member("periods", named(cgroup "/cpu.stat", "nr_periods"))
  member("throttledPeriods", named(cgroup "/cpu.stat", "nr_throttled"))
  printf "}"
}
