namespace IpcTutorial;

/// <summary>A picture in this process's own memory.</summary>
/// <param name="Size">Width and height.</param>
/// <param name="Rgba">4 bytes a pixel (red, green, blue, alpha; not premultiplied), rows top-down and tight.</param>
public sealed record Picture(PictureSize Size, byte[] Rgba);
