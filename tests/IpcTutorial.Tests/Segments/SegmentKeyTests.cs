namespace IpcTutorial.Tests.Segments;

/// <summary>Which keys there can be.</summary>
public sealed class SegmentKeyTests
{
    [Theory]
    [InlineData("a")]
    [InlineData("ipc-tutorial")]
    [InlineData("0.1_b-C")]
    [InlineData("1234567890123456789012345678901234567890123456789012345678901234")]
    public void Letters_digits_dot_dash_and_underscore_make_a_key(string text) =>
        Assert.Equal(text, new SegmentKey(text).Value);

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData(".hidden")]
    [InlineData("-option")]
    [InlineData("../x")]
    [InlineData("a/b")]
    [InlineData("a\\b")]
    [InlineData("a\0b")]
    [InlineData("a\nb")]
    [InlineData("a~")]
    [InlineData("schlüssel")]
    [InlineData("12345678901234567890123456789012345678901234567890123456789012345")]
    public void Anything_else_is_InvalidKey(string text)
    {
        var e = Assert.Throws<SegmentException>(() => new SegmentKey(text));
        Assert.Equal(SegmentError.InvalidKey, e.Error);
        Assert.DoesNotContain(e.Message, char.IsControl);
    }
}
