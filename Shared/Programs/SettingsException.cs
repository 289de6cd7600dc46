namespace IpcTutorial.Programs;

/// <summary>The settings cannot be used: the message names the file or variable, and the setting.</summary>
/// <param name="message">What was found and what was expected.</param>
/// <param name="inner">The cause, where there is one.</param>
public sealed class SettingsException(string message, Exception? inner = null) : Exception(message, inner);
