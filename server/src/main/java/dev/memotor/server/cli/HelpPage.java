package dev.memotor.server.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Help;
import picocli.CommandLine.IHelpSectionRenderer;
import picocli.CommandLine.Model.OptionSpec;

/** The options of {@code --help} by what they are about. */
final class HelpPage implements IHelpSectionRenderer {

  private static final List<Group> GROUPS =
      List.of(
          new Group("Items", "-e -m -I -M --ram-tier --engine-wait --plugins"),
          new Group("Network", "-p -l -s -a -c -b -B --idle-timeout"),
          new Group("Security", "-Y -S -Z -F -X -W -A -u"),
          new Group(
              "Monitoring",
              "--admin --admin-token --counters --counters-max --hot-keys --slow-threshold -D"),
          new Group("Performance", "-t -R --transport"),
          new Group("Process", "--config -d -P -v --log-format -o --cluster-nodes -h -V"));

  private record Group(String name, String options) {

    List<String> names() {
      return List.of(options.split(" "));
    }
  }

  /** By their shortest names, in the order of the page. */
  static List<String> optionNames() {
    return GROUPS.stream().flatMap(group -> group.names().stream()).toList();
  }

  @Override
  public String render(Help help) {
    StringBuilder page = new StringBuilder();
    for (Group group : GROUPS) {
      List<OptionSpec> options = new ArrayList<>();
      group.names().forEach(name -> options.add(help.commandSpec().findOption(name)));
      // Made of all options, so that the columns of all groups are the same.
      Help.Layout layout = help.createDefaultLayout();
      layout.addOptions(options, help.parameterLabelRenderer());
      page.append(String.format("%n%s:%n", group.name())).append(layout);
    }
    return page.toString();
  }
}
