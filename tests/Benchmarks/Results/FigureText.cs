namespace IpcTutorial.Benchmarks.Results;

/// <summary>Figures for people: three digits, which is more than they are worth.</summary>
internal static class FigureText
{
    /// <summary>A time with its unit.</summary>
    internal static string Time(double microseconds)
    {
        (string unit, double length) = UnitFor(microseconds);
        return $"{Number(microseconds / length)} {unit}";
    }

    /// <summary>A time without digits behind the point, as an axis has them.</summary>
    internal static string RoundTime(double microseconds)
    {
        (string unit, double length) = UnitFor(microseconds);
        return $"{microseconds / length:0} {unit}";
    }

    /// <summary>Between which times the middle half lies, in the unit of the median.</summary>
    internal static string MiddleHalf(Figure figure)
    {
        double length = UnitFor(figure.Median).Length;
        return $"{Number(figure.Low / length)}–{Number(figure.High / length)}";
    }

    /// <summary>Time of the processor, of all processes, with its unit.</summary>
    internal static string Processor(Figure figure)
    {
        double sum = figure.SenderCpu + figure.ReceiverCpu + figure.BetweenCpu;
        return figure.IsWay ? Time(sum) : "";
    }

    /// <summary>Bytes that sender and receiver allocate.</summary>
    internal static string Allocated(Figure figure) =>
        figure.IsWay ? $"{figure.SenderBytes:N0} + {figure.ReceiverBytes:N0} B" : "";

    internal static string Number(double number) => number switch
    {
        < 9.995 => $"{number:0.00}",
        < 99.95 => $"{number:0.0}",
        _ => $"{number:N0}",
    };

    private static (string Unit, double Length) UnitFor(double microseconds) =>
        microseconds < 1 ? ("ns", 0.001) : microseconds < 1000 ? ("µs", 1) : ("ms", 1000);
}
