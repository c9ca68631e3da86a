package dev.dermstream.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;

/** What {@code --help} of every command says. */
class HelpTest {
  private static final int WIDTH = 80;

  private final List<CommandSpec> commands = new ArrayList<>();

  HelpTest() {
    add(Dermstream.commandLine());
  }

  private void add(CommandLine command) {
    if (command.getCommand() instanceof CommandLine.HelpCommand) {
      return; // picocli's own
    }
    commands.add(command.getCommandSpec());
    command.getSubcommands().values().forEach(this::add);
  }

  /** It stands in the list of the command above. */
  @Test
  void theDescriptionOfEveryCommandBeginsWithOneSentence() {
    assertThat(commands).hasSizeGreaterThan(50);
    assertThat(commands)
        .filteredOn(command -> {
          String[] description = command.usageMessage().description();
          return description.length == 0 || !description[0].matches("[^.]*(\\.\\w[^.]*)*\\.");
        })
        .extracting(CommandSpec::qualifiedName)
        .isEmpty();
  }

  /** Each begins a line, wherever the terminal ended the one before. */
  @Test
  void everyPartOfADescriptionIsWhole() {
    List<String> broken = new ArrayList<>();
    for (CommandSpec command : commands) {
      requireWhole(command.qualifiedName(), command.usageMessage().description(), broken);
      for (ArgSpec argument : command.args()) {
        if (!argument.hidden()) {
          requireWhole(
              command.qualifiedName() + " " + argument.paramLabel(),
              argument.description(),
              broken);
        }
      }
    }
    assertThat(broken).isEmpty();
  }

  private static void requireWhole(String what, String[] description, List<String> broken) {
    if (description.length == 0) {
      broken.add(what + ": nothing");
    }
    for (String part : description) {
      if (!part.matches("(?s).*[.;:]\"?")) {
        broken.add(what + ": " + part);
      }
    }
  }

  @Test
  void everyHelpFitsATerminalAndKnowsItsDefaults() {
    for (CommandSpec command : commands) {
      String help = command.commandLine().getUsageMessage();
      assertThat(help).doesNotContain("null", "${");
      assertThat(help.lines()).as(command.qualifiedName()).allMatch(line -> line.length() <= WIDTH);
    }
  }
}
