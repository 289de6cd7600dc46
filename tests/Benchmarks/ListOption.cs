using System.CommandLine;
using System.Globalization;

namespace IpcTutorial.Benchmarks;

/// <summary>Options that take a list, with commas.</summary>
internal static class ListOption
{
    /// <summary>An option for a list.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">What help calls the list.</param>
    /// <param name="description">What it is for.</param>
    /// <param name="parse">The item for a text; none if there is none.</param>
    internal static Option<T[]?> Create<T>(string name, string value, string description, Func<string, T[]> parse) => new(name)
    {
        HelpName = value,
        Description = description,
        CustomParser = argument =>
        {
            List<T> items = [];
            foreach (string text in argument.Tokens.Single().Value.Split(','))
            {
                T[] found = parse(text);
                items.AddRange(found);
                if (found.Length == 0)
                    argument.AddError($"{name} has '{text}'. {description}");
            }

            return [.. items];
        },
    };

    /// <summary>A size such as <c>3840x2160</c>, of 1 GiB at the most.</summary>
    internal static PictureSize[] ParseSize(string text) =>
        text.Split('x') is [var width, var height]
        && int.TryParse(width, NumberStyles.None, CultureInfo.InvariantCulture, out int w) && w > 0
        && int.TryParse(height, NumberStyles.None, CultureInfo.InvariantCulture, out int h) && h > 0
        && (long)w * h <= 1 << 28
            ? [new PictureSize(w, h)]
            : [];
}
