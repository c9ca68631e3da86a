# Builds the load tests and sets CLASSPATH and java_options; sourced by the commands beside it, with $home set.

. "$home/.mvn/find-jdk.sh" || exit 1
(cd "$home" && ./mvnw -B -ntp -q -pl loadtest -am -DskipTests package)

CLASSPATH="$home/loadtest/target/classes:$home/loadtest/target/lib/*:$home/command/target/dist/lib/*"
DJL_OFFLINE=true OPT_OUT_TRACKING=true ORT_DISABLE_TELEMETRY=1
export CLASSPATH DJL_OFFLINE OPT_OUT_TRACKING ORT_DISABLE_TELEMETRY
java_options="--add-modules jdk.incubator.vector --enable-native-access=ALL-UNNAMED
  --sun-misc-unsafe-memory-access=allow -XX:+UseParallelGC -Djava.awt.headless=true
  -Ddermstream.home=$home ${DERMSTREAM_JAVA_OPTS-}"
