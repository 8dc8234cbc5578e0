package io.github.difyarms.lock;

import java.util.List;

/**
 * The command that renews parts of a lock, as a person has to type it.
 *
 * @param arguments what else the user gave on the command line, quoted
 */
public record RenewCommand(List<String> arguments) {
  /** Copies the list. */
  public RenewCommand {
    arguments = List.copyOf(arguments);
  }

  /**
   * Returns the command.
   *
   * @param parts what it renews; nothing for everything
   */
  public String of(List<String> parts) {
    StringBuilder command = new StringBuilder("mvn dify-arms:lock");
    if (!parts.isEmpty()) {
      command.append(" -Ddify-arms.lock.update=").append(String.join(",", parts));
    }
    arguments.forEach(argument -> command.append(' ').append(argument));
    return command.toString();
  }
}
