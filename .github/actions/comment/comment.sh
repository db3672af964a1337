#!/usr/bin/env bash
# Posts a Markdown file as a comment on a pull request, or updates the comment that an earlier run has left there.
# Reads GH_TOKEN, REPOSITORY (owner/name), PULL_REQUEST (number), NAME (one comment for each), MARKDOWN (the file), and, if
# there is one, DETAILS_URL.
set -euo pipefail

comments="repos/$REPOSITORY/issues/$PULL_REQUEST/comments"
MARKER="<!-- loadtest $NAME -->"
LOGIN=$(gh api graphql --field query='{ viewer { login } }' --jq .data.viewer.login)
export MARKER LOGIN

body=$(mktemp)
trap 'rm "$body"' EXIT
printf '%s\n' "$MARKER" > "$body"
head -c 60000 "$MARKDOWN" >> "$body" # GitHub takes 65,536 characters.
if [ -n "${DETAILS_URL:-}" ]; then printf '\n[The report and everything else](%s)\n' "$DETAILS_URL" >> "$body"; fi

ids=$(gh api --paginate "$comments" \
  --jq '.[] | select(.user.login == env.LOGIN and (.body | startswith(env.MARKER))) | .id')
id=${ids%%$'\n'*}
if [ -n "$id" ]; then
  gh api --silent --method PATCH "repos/$REPOSITORY/issues/comments/$id" --field "body=@$body"
else
  gh api --silent --method POST "$comments" --field "body=@$body"
fi
