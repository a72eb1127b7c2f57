# Shared by the scripts beside it: where the root is, and how a missing tool is named.
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# need TOOL SENTENCE: stops with one sentence if TOOL is not on the path.
need() {
  command -v "$1" >/dev/null || { echo "$1 is missing: $2" >&2; exit 1; }
}

need_rust() {
  need cargo "install Rust 1.95 or newer from https://rustup.rs."
  need cc "install a C compiler (Debian: build-essential); Rust links with it."
}
need_node() {
  local version_sentence="install Node.js 20.19 or newer from https://nodejs.org."
  need node "$version_sentence"
  node -e 'const [major, minor] = process.versions.node.split("."); process.exit(major > 20 || (major == 20 && minor >= 19) ? 0 : 1)' ||
    { echo "node is too old ($(node --version)): $version_sentence" >&2; exit 1; }
  need npm "install npm; it comes with Node.js from https://nodejs.org."
}

# stale STAMP FILE…: whether any FILE is newer than STAMP, or STAMP does not exist.
stale() {
  local stamp=$1 file
  shift
  [[ -e $stamp ]] || return 0
  for file in "$@"; do [[ $file -nt $stamp ]] && return 0; done
  return 1
}
