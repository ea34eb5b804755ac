package dev.memotor.server.cli;

import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.IHelpSectionRenderer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** The options of a help page, grouped by the mixins that they come from. */
final class HelpPage implements IHelpSectionRenderer {

  /** Wide enough for all but a few options, whose descriptions begin on the next line. */
  private static final int OPTIONS_WIDTH = 28;

  private HelpPage() {}

  /** Installs this page for a command and its subcommands. */
  static void install(CommandLine line) {
    line.setUsageHelpLongOptionsMaxWidth(OPTIONS_WIDTH);
    Map<String, IHelpSectionRenderer> sections = line.getHelpSectionMap();
    sections.put(UsageMessageSpec.SECTION_KEY_OPTION_LIST, new HelpPage());
    sections.remove(UsageMessageSpec.SECTION_KEY_COMMAND_LIST);
    sections.remove(UsageMessageSpec.SECTION_KEY_COMMAND_LIST_HEADING);
    line.getSubcommands().values().forEach(HelpPage::install);
  }

  /** Returns the groups of a command's options; the header of each is its heading. */
  static List<CommandSpec> groups(CommandSpec command) {
    return command.mixins().values().stream().filter(group -> !visible(group).isEmpty()).toList();
  }

  static List<OptionSpec> visible(CommandSpec group) {
    return group.options().stream().filter(option -> !option.hidden()).toList();
  }

  @Override
  public String render(Help help) {
    StringBuilder page = new StringBuilder();
    for (CommandSpec group : groups(help.commandSpec())) {
      // Laid out together, so that all groups have the same columns.
      Help.Layout layout = help.createDefaultLayout();
      layout.addOptions(visible(group), help.parameterLabelRenderer());
      page.append(String.format("%n%s:%n", group.usageMessage().header()[0])).append(layout);
    }
    return page.toString();
  }
}
