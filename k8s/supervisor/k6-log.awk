# Follows k6's JSON log: passes lines on, of each exception only the first three. Keeps in the directory `dir`, as JSON, how often
# each exception was thrown (file exceptions) and, from the end on, the last 50 lines as one text (file tail).

function quoted(text) {
  gsub(/[\\"]/, "\\\\&", text)
  gsub(/[[:cntrl:]]/, " ", text)
  return text
}

# Counts the exception of a line, and gives how often it has been thrown; 0 if the line tells of none.
function thrown(line,  message) {
  if (line !~ /"level":"error"/ || line !~ /"source":"stacktrace"/) return 0
  if (!match(line, /"msg":"([^"\\]|\\.)*"/)) return 0
  message = substr(line, RSTART + 6, RLENGTH - 6)
  if (length(message) > 4000) message = "\"an exception whose text is longer than 4,000 characters\""
  if (!(message in counts) && ++kinds > 100) {
    sub(/(\\n.*)?"$/, " (and others)\"", message)
    sub(/^"GoError: /, "\"", message)
  }
  return ++counts[message]
}

# The file is there whole or not at all, for a heartbeat may read it at any time.
function save(  message, members) {
  members = ""
  for (message in counts) members = members (members == "" ? "" : ",") message ":" counts[message]
  printf "{%s}", members > (dir "/exceptions.new")
  close(dir "/exceptions.new")
  system("mv '" dir "/exceptions.new' '" dir "/exceptions'")
  saved = systime()
}

{
  last[NR % 50] = substr($0, 1, 4000)
  count = thrown($0)
  if (count <= 3) print
  fflush()
  if (count > 0 && systime() != saved) save()
}

END {
  save()
  printf "" > (dir "/tail")
  for (line = (NR > 50 ? NR - 49 : 1); line <= NR; line++) {
    printf "%s%s", quoted(last[line % 50]), (line < NR ? "\\n" : "") > (dir "/tail")
  }
}
