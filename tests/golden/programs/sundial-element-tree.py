"""A sundial whose hour lines follow from the latitude, written as a tree of XML elements."""
import math
import xml.etree.ElementTree as ET

LATITUDE = math.radians(48.0)
svg = ET.Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "viewBox": "-220 -40 440 300", "font-family": "serif"})
ET.SubElement(svg, "title").text = "Sundial for 48° north & its hours"
ET.SubElement(svg, "rect", x="-220", y="-40", width="440", height="300", fill="#f3e9d2")
ET.SubElement(svg, "path", d="M-190 0H190A190 190 0 0 1 -190 0Z", fill="#e0c097", stroke="#5c3d2e")
ET.SubElement(svg, "circle", r="6", fill="#5c3d2e")

hours = ET.SubElement(svg, "g", {"stroke": "#5c3d2e", "stroke-width": "2"})
labels = ET.SubElement(svg, "g", {"font-size": "16", "text-anchor": "middle", "fill": "#2d2424"})
for hour in range(7, 18):
    angle = math.atan(math.sin(LATITUDE) * math.tan(math.radians(15 * (hour - 12))))
    x, y = math.sin(angle), math.cos(angle)
    line = ET.SubElement(hours, "line", x1="0", y1="0", x2=f"{-165 * x:.2f}", y2=f"{165 * y:.2f}")
    if hour == 12:
        line.set("stroke-width", "5")
    label = ET.SubElement(labels, "text", x=f"{-178 * x:.1f}", y=f"{178 * y + 5:.1f}")
    label.text = str(hour)
ET.SubElement(svg, "polygon", points="0,0 -4,0 -60,120", fill="#2d2424", opacity="0.5")
caption = ET.SubElement(svg, "text", {"y": "235", "text-anchor": "middle", "font-size": "17", "font-style": "italic"})
caption.text = "tan "
ET.SubElement(caption, "tspan", fill="#b85c38").text = "θ"
caption[-1].tail = " = sin φ · tan h,  φ = 48° < 90°"

ET.indent(svg)
ET.ElementTree(svg).write("output.svg", encoding="utf-8", xml_declaration=True)
