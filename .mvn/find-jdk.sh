# Sets JAVA_HOME to a JDK 25 or newer; sourced by ./dermstream and ./mvnw, so that both work
# while JAVA_HOME is unset and `java` on the PATH is an older one.

dermstream_jdk_major() {
  [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 1
  sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release"
}

dermstream_find_jdk() {
  path_java=$(command -v java 2>/dev/null || true)
  [ -z "$path_java" ] || path_java=$(dirname "$(dirname "$(readlink -f "$path_java")")")
  # Globbing is switched on here because ./mvnw runs with it off.
  glob_was_off=false
  case $- in *f*) glob_was_off=true ;; esac
  set +f
  found=
  for candidate in "${JAVA_HOME-}" "$path_java" /usr/lib/jvm/* /opt/* /opt/java/* /usr/java/* \
    "${HOME-}"/.sdkman/candidates/java/* "${HOME-}"/.jdks/* "${HOME-}"/jdk* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home; do
    [ -n "$candidate" ] || continue
    major=$(dermstream_jdk_major "$candidate") || continue
    if [ "${major:-0}" -ge 25 ]; then
      found=$candidate
      break
    fi
  done
  if $glob_was_off; then set -f; fi
  if [ -z "$found" ]; then
    echo "dermstream needs a JDK 25 or newer and found none (looked at JAVA_HOME, the PATH, /usr/lib/jvm, /opt, ~/.sdkman, ~/.jdks)." >&2
    echo "Install Eclipse Temurin 25, or where your distribution has it the package openjdk-25-jdk-headless, or set JAVA_HOME to the folder of one." >&2
    return 1
  fi
  JAVA_HOME=$found
  export JAVA_HOME
}

dermstream_find_jdk
