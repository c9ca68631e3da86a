package dev.dermstream.command;

import dev.dermstream.audit.store.AuditStoreException;
import dev.dermstream.error.ServiceException;
import dev.dermstream.error.StatusMapping;
import dev.dermstream.platform.config.ConfigurationException;
import dev.dermstream.v1.Error;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.List;
import org.slf4j.bridge.SLF4JBridgeHandler;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The entry point: parses arguments, runs one subcommand, turns failures into one clear line. */
@Command(
    name = "dermstream",
    mixinStandardHelpOptions = true,
    version = "dermstream 0.1.0-SNAPSHOT",
    description = "Streaming model serving for the primary classification of skin disease images.")
public final class Dermstream {
  /** In the order in which the help lists them. */
  private static final List<Class<?>> SUBCOMMANDS =
      List.of(
          ScreenCommand.class,
          AskCommand.class,
          ServeCommand.class,
          ModelCommand.class,
          IndexCommand.class,
          EvaluateCommand.class,
          ReleaseCommand.class,
          RefreshCommand.class,
          AuditCommand.class,
          PacsCommand.class,
          BatchCommand.class,
          DatasetCommand.class,
          TrainCommand.class,
          ReportCommand.class,
          ResultsCommand.class,
          ClusterCommand.class,
          CommandLine.HelpCommand.class);

  /** Something was refused or failed; the output says what. */
  static final int EXIT_INCOMPLETE = 1;

  /** The arguments or the configuration cannot be used. */
  static final int EXIT_USAGE = 2;

  private static final String LOG_FORMAT = "DERMSTREAM_LOG_FORMAT";
  private static final List<String> LOG_FORMATS = List.of("text", "json");

  public static void main(String[] args) {
    requireLogFormat();
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
    // Names are Korean too, whatever the locale of the terminal says.
    System.setOut(new PrintStream(System.out, false, StandardCharsets.UTF_8));
    int status =
        commandLine(args)
            .setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8))
            .execute(args);
    System.out.flush();
    System.exit(status);
  }

  /** Before the first line is logged: what logback does not find it would leave out in silence. */
  private static void requireLogFormat() {
    String format =
        System.getProperty(
            LOG_FORMAT, System.getenv().getOrDefault(LOG_FORMAT, LOG_FORMATS.getFirst()));
    if (!LOG_FORMATS.contains(format)) {
      System.err.println("dermstream: " + LOG_FORMAT + " is " + String.join(" or ", LOG_FORMATS));
      System.exit(EXIT_USAGE);
    }
  }

  /**
   * What parses and runs the command. It knows the subcommand that the arguments begin with, and
   * all of them if they begin with none: reading the options of all would take a good part of the
   * time in which a cluster starts.
   */
  public static CommandLine commandLine(String... args) {
    CommandLine parser = new CommandLine(new Dermstream());
    List<Class<?>> named =
        SUBCOMMANDS.stream().filter(each -> args.length > 0 && name(each).equals(args[0])).toList();
    (named.isEmpty() ? SUBCOMMANDS : named).forEach(parser::addSubcommand);
    return parser
        .setCaseInsensitiveEnumValuesAllowed(true)
        // ./dermstream hands many arguments over as @FILE, one a line.
        .setUseSimplifiedAtFiles(true)
        .setExecutionExceptionHandler((failure, commandLine, parsed) -> {
          commandLine.getErr().println("dermstream: " + sentence(failure));
          return failure instanceof ConfigurationException
              ? EXIT_USAGE
              : commandLine.getCommandSpec().exitCodeOnExecutionException();
        });
  }

  private static String name(Class<?> subcommand) {
    return subcommand.getAnnotation(Command.class).name();
  }

  /** One sentence for a person; the stack trace goes to the log at debug level only. */
  private static String sentence(Exception failure) {
    org.slf4j.LoggerFactory.getLogger(Dermstream.class).debug("Command failed", failure);
    return switch (failure) {
      case NoSuchFileException e -> e.getFile() + ": no such file or folder";
      case IOException e -> e.getMessage() == null ? e.toString() : e.getMessage();
      case AuditStoreException e -> String.valueOf(e.getMessage());
      case ConfigurationException e -> String.valueOf(e.getMessage());
      case StatusRuntimeException e -> sentence(StatusMapping.toError(e, ""));
      case ServiceException e -> e.code() + ": " + e.sentence();
      case IllegalArgumentException e -> String.valueOf(e.getMessage());
      default -> failure.toString();
    };
  }

  private static String sentence(Error refused) {
    return refused.getCode() + ": " + refused.getMessage();
  }
}
