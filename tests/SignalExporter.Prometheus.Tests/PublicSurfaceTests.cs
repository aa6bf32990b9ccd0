using System.Reflection;
using System.Text;
using Xunit;

namespace SignalExporter.Prometheus.Tests;

/// <summary>What users can call changes only on purpose: together with the approved file.</summary>
public sealed class PublicSurfaceTests
{
    [Fact]
    public void The_public_surface_is_the_approved_one()
    {
        var folder = AppContext.BaseDirectory;
        var actual = Surface(typeof(PrometheusExporter).Assembly);
        File.WriteAllText(Path.Combine(folder, "PublicSurface.received.txt"), actual);

        Assert.Equal(File.ReadAllText(Path.Combine(folder, "PublicSurface.txt")), actual);
    }

    private static string Surface(Assembly assembly)
    {
        var surface = new StringBuilder();
        foreach (var type in assembly.GetExportedTypes().OrderBy(type => type.FullName, StringComparer.Ordinal))
        {
            var interfaces = (type.IsEnum ? [] : type.GetInterfaces()).Select(Name).Order(StringComparer.Ordinal);
            surface.Append($"{Kind(type)} {type.FullName}");
            surface.AppendJoin("", interfaces.Select(name => $" : {name}")).Append('\n');
            foreach (var member in Members(type).Order(StringComparer.Ordinal))
            {
                surface.Append($"  {member}\n");
            }
        }

        return surface.ToString();
    }

    private static IEnumerable<string> Members(Type type)
    {
        const BindingFlags Flags =
            BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        if (type.IsEnum)
        {
            return Enum.GetNames(type).Select(name => $"{name} = {(int)Enum.Parse(type, name)}");
        }

        var constructors = type.GetConstructors(Flags).Select(constructor => $"new({Parameters(constructor)})");
        var properties = type.GetProperties(Flags).Select(property =>
            $"{Static(property.GetMethod!)}{Name(property.PropertyType)} {property.Name} {{ get;{Set(property)} }}");
        var methods = type.GetMethods(Flags).Where(method => !method.IsSpecialName).Select(method =>
            $"{Static(method)}{Name(method.ReturnType)} {method.Name}({Parameters(method)})");
        return constructors.Concat(properties).Concat(methods);
    }

    private static string Kind(Type type) => type switch
    {
        { IsEnum: true } => "enum",
        { IsInterface: true } => "interface",
        { IsAbstract: true, IsSealed: true } => "static class",
        { IsSealed: true } => "sealed class",
        _ => "class",
    };

    private static string Static(MethodInfo method) => method.IsStatic ? "static " : "";

    private static string Set(PropertyInfo property) => property.SetMethod is { IsPublic: true } ? " set;" : "";

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(parameter =>
        $"{Name(parameter.ParameterType)} {parameter.Name}{Default(parameter)}"));

    private static string Default(ParameterInfo parameter) =>
        parameter.HasDefaultValue ? $" = {parameter.DefaultValue ?? "default"}" : "";

    private static string Name(Type type) => type.IsGenericType
        ? $"{type.Name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>"
        : type.Name;
}
