# expect: fuel
# Sets text on a path of two hundred thousand curves.
curves = "".join(f"c{i % 5} 9 {i % 7} -9 3 {i % 3}" for i in range(200_000))
body = f'<path id="p" d="M0 200{curves}" fill="none"/><text font-size="20"><textPath href="#p" startOffset="90%">far away, '
body += 'along the curve</textPath></text><rect width="50" height="50" fill="teal"/>'
with open("output.svg", "w") as out:
    out.write('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 448 448">' + body + '</svg>')
